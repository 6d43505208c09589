/* The functions of the C library that Pico uses and that wasm32-unknown-unknown has not got. `memcpy` and its kin, `strlen`
 * and the functions of `math.h` are there already, in Rust's `compiler_builtins`. */

#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int strcmp(const char *one, const char *other) {
    while (*one != '\0' && *one == *other)
        one++, other++;
    return (unsigned char)*one - (unsigned char)*other;
}

int strncmp(const char *one, const char *other, size_t most) {
    for (; most > 0; one++, other++, most--)
        if (*one != *other || *one == '\0')
            return (unsigned char)*one - (unsigned char)*other;
    return 0;
}

char *strcpy(char *to, const char *from) {
    return memcpy(to, from, strlen(from) + 1);
}

char *strcat(char *to, const char *from) {
    strcpy(to + strlen(to), from);
    return to;
}

char *strchr(const char *text, int wanted) {
    for (;; text++) {
        if (*text == (char)wanted)
            return (char *)text;
        if (*text == '\0')
            return NULL;
    }
}

char *strstr(const char *text, const char *part) {
    size_t length = strlen(part);
    for (; strncmp(text, part, length) != 0; text++)
        if (*text == '\0')
            return NULL;
    return (char *)text;
}

int atoi(const char *text) {
    while (*text == ' ' || (*text >= '\t' && *text <= '\r'))
        text++;
    int negative = *text == '-';
    if (*text == '-' || *text == '+')
        text++;
    /* Unsigned, since it may overflow. */
    unsigned number = 0;
    for (; *text >= '0' && *text <= '9'; text++)
        number = number * 10 + (unsigned)(*text - '0');
    return (int)(negative ? -number : number);
}

/* Takes `%i` and `%c`, which are all that Pico asks of it, and copies the rest. */
int vsprintf(char *to, const char *format, va_list arguments) {
    char *start = to;
    for (; *format != '\0'; format++) {
        if (format[0] == '%' && format[1] == 'c') {
            *to++ = (char)va_arg(arguments, int);
            format++;
        } else if (format[0] == '%' && format[1] == 'i') {
            int number = va_arg(arguments, int);
            unsigned rest = number < 0 ? -(unsigned)number : (unsigned)number;
            char digits[10];
            int count = 0;
            do
                digits[count++] = (char)('0' + rest % 10);
            while ((rest /= 10) != 0);
            if (number < 0)
                *to++ = '-';
            while (count > 0)
                *to++ = digits[--count];
            format++;
        } else {
            *to++ = *format;
        }
    }
    *to = '\0';
    return (int)(to - start);
}

/* For Pico's debugging only. */
clock_t clock(void) {
    return 0;
}
