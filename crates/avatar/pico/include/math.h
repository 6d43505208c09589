/* The part of math.h that Pico uses. */
#ifndef PICO_MATH_H
#define PICO_MATH_H

double sqrt(double);
double exp(double);
double sin(double);
double cos(double);
double fabs(double);
double floor(double);

#endif
