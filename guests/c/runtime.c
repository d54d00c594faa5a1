// See runtime.h.
#include "runtime.h"

_Noreturn void exit(int code) {
    for (;;) {
        syscall3(SYS_EXIT_GROUP, (u64)code, 0, 0);
    }
}

_Noreturn void fail(const char *why) {
    syscall3(SYS_WRITE, STDERR, (u64)why, strlen(why));
    syscall3(SYS_WRITE, STDERR, (u64) "\n", 1);
    exit(2);
}

void check(int holds, const char *what) {
    if (!holds) {
        fail(what);
    }
}

void *memcpy(void *to, const void *from, u64 len) {
    u8 *out = to;
    const u8 *in = from;
    while (len-- > 0) {
        *out++ = *in++;
    }
    return to;
}

void *memset(void *to, int byte, u64 len) {
    u8 *out = to;
    while (len-- > 0) {
        *out++ = (u8)byte;
    }
    return to;
}

int memcmp(const void *a, const void *b, u64 len) {
    const u8 *left = a, *right = b;
    for (u64 i = 0; i < len; i++) {
        if (left[i] != right[i]) {
            return left[i] - right[i];
        }
    }
    return 0;
}

u64 strlen(const char *text) {
    u64 len = 0;
    while (text[len]) {
        len++;
    }
    return len;
}

void print(const char *text) {
    syscall3(SYS_WRITE, STDOUT, (u64)text, strlen(text));
}

void print_number(u64 value) {
    char digits[21];
    int at = 20;
    digits[20] = 0;
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value);
    print(digits + at);
}

void print_hex(const u8 *bytes, u64 len) {
    char pair[3] = {0, 0, 0};
    for (u64 i = 0; i < len; i++) {
        pair[0] = "0123456789abcdef"[bytes[i] >> 4];
        pair[1] = "0123456789abcdef"[bytes[i] & 15];
        print(pair);
    }
}

void *allocate(u64 len) {
    long address = syscall3(SYS_MMAP, 0, len, 0);
    check(address > 0, "out of memory");
    return (void *)address;
}

// Writes in as many pieces as the machine wants them.
static void write_all(int to, const void *bytes, u64 len) {
    const u8 *at = bytes;
    while (len > 0) {
        long done = syscall3(SYS_WRITE, (u64)to, (u64)at, len);
        check(done > 0, "a write failed");
        at += done;
        len -= (u64)done;
    }
}

void hint(const void *bytes, u32 len) {
    u8 ack;
    write_all(HINT_WRITE, &len, 4); // the machine is big-endian, as the protocol is
    write_all(HINT_WRITE, bytes, len);
    check(syscall3(SYS_READ, HINT_READ, (u64)&ack, 1) == 1, "no acknowledgement");
}

u64 preimage_open(const u8 key[32]) {
    u64 len;
    write_all(PREIMAGE_WRITE, key, 32);
    preimage_read(&len, 8);
    return len;
}

void preimage_read(void *to, u64 len) {
    u8 *at = to;
    while (len > 0) {
        long done = syscall3(SYS_READ, PREIMAGE_READ, (u64)at, len);
        check(done > 0, "a pre-image ended early");
        at += done;
        len -= (u64)done;
    }
}

void local_key(u8 key[32], u64 ident) {
    memset(key, 0, 32);
    key[0] = KEY_LOCAL;
    memcpy(key + 24, &ident, 8);
}

void futex_wait(u32 *word, u32 expected) {
    syscall3(SYS_FUTEX, (u64)word, 128, expected);
}

void futex_wake(u32 *word) {
    syscall3(SYS_FUTEX, (u64)word, 129, 1);
}
