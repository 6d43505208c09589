/* The part of stdio.h that Pico uses beside files, which files.c has. */
#ifndef PICO_STDIO_H
#define PICO_STDIO_H

#include <stdarg.h>
#include <stddef.h>

#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2

typedef struct FILE FILE;

int vsprintf(char *, const char *, va_list);

#endif
