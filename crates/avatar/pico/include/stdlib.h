/* The part of stdlib.h that Pico uses. */
#ifndef PICO_STDLIB_H
#define PICO_STDLIB_H

#include <stddef.h>

int atoi(const char *);

#endif
