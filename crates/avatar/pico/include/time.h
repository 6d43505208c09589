/* The part of time.h that Pico uses. */
#ifndef PICO_TIME_H
#define PICO_TIME_H

typedef long clock_t;

clock_t clock(void);

#endif
