/* Pico's platform layer over files in memory.
 *
 * The library reads its voices through the C library's files only. Here a file's name is the address of a `MemoryFile`, in
 * hexadecimal digits, followed by ".bin", which the library insists on. So voices need no folder, and there is no table of
 * files to be locked: see `src/speech/pico/memory_file.rs`. */

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const unsigned char *bytes;
    size_t length;
    size_t at;
    /* Whether a read came to the end. */
    int ended;
} MemoryFile;

static MemoryFile *memory_open(const char *name, const char *mode) {
    uintptr_t address = 0;
    if (mode[0] != 'r')
        return NULL;
    for (; *name != '\0' && *name != '.'; name++) {
        unsigned digit;
        if (*name >= '0' && *name <= '9')
            digit = (unsigned)(*name - '0');
        else if (*name >= 'a' && *name <= 'f')
            digit = (unsigned)(*name - 'a') + 10;
        else
            return NULL;
        address = address * 16 + digit;
    }
    MemoryFile *file = (MemoryFile *)address;
    if (file != NULL) {
        file->at = 0;
        file->ended = 0;
    }
    return file;
}

static size_t memory_read(void *to, size_t size, size_t count, MemoryFile *file) {
    size_t whole = size == 0 ? 0 : (file->length - file->at) / size;
    if (whole < count) {
        file->ended = 1;
        count = whole;
    }
    memcpy(to, file->bytes + file->at, count * size);
    file->at += count * size;
    return count;
}

static int memory_getc(MemoryFile *file) {
    unsigned char byte;
    return memory_read(&byte, 1, 1, file) == 1 ? byte : -1;
}

static int memory_seek(MemoryFile *file, long offset, int whence) {
    size_t from = whence == SEEK_SET ? 0 : whence == SEEK_END ? file->length : file->at;
    if (offset < 0 ? (size_t)-offset > from : (size_t)offset > file->length - from)
        return -1;
    file->at = offset < 0 ? from - (size_t)-offset : from + (size_t)offset;
    file->ended = 0;
    return 0;
}

static int memory_get_position(MemoryFile *file, size_t *position) {
    *position = file->at;
    return 0;
}

static int memory_set_position(MemoryFile *file, const size_t *position) {
    file->at = *position;
    file->ended = 0;
    return 0;
}

/* Nothing is ever written. */
static size_t memory_write(const void *from, size_t size, size_t count, MemoryFile *file) {
    (void)from, (void)size, (void)count, (void)file;
    return 0;
}

#undef FILE
#undef fopen
#undef fclose
#undef fflush
#undef fread
#undef fwrite
#undef fgetc
#undef fseek
#undef ftell
#undef feof
#undef fgetpos
#undef fsetpos
#undef clearerr
#define FILE MemoryFile
#define fpos_t size_t
#define fopen memory_open
#define fclose(file) ((file) == NULL ? -1 : 0)
#define fflush(file) ((void)(file), 0)
#define fread memory_read
#define fwrite memory_write
#define fgetc memory_getc
#define fseek memory_seek
#define ftell(file) ((long)(file)->at)
#define feof(file) ((file)->ended)
#define fgetpos memory_get_position
#define fsetpos memory_set_position
#define clearerr(file) ((file)->ended = 0)

#include "picopal.c"
