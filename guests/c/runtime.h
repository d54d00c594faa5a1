// The little runtime of the C guests: system calls by their N64 numbers, output, the pre-image oracle,
// threads. No libc: a guest is one file, this header and runtime.c.
#ifndef RUNTIME_H
#define RUNTIME_H

typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long u64;

enum { STDOUT = 1, STDERR = 2, HINT_READ = 3, HINT_WRITE = 4, PREIMAGE_READ = 5, PREIMAGE_WRITE = 6 };
enum { KEY_LOCAL = 1, KEY_KECCAK = 2, KEY_SHA256 = 4 };
enum {
    SYS_READ = 5000,
    SYS_WRITE = 5001,
    SYS_MMAP = 5009,
    SYS_BRK = 5012,
    SYS_YIELD = 5023,
    SYS_EXIT = 5058,
    SYS_GETTID = 5178,
    SYS_FUTEX = 5194,
    SYS_EXIT_GROUP = 5205,
    SYS_CLOCK_GETTIME = 5222,
    SYS_GETRANDOM = 5313,
};

// A system call; a negative result is minus the number of the error.
long syscall3(long number, u64 a, u64 b, u64 c);

_Noreturn void exit(int code);
// Stops the machine with code 2 and says why.
_Noreturn void fail(const char *why);
void check(int holds, const char *what);

void *memcpy(void *to, const void *from, u64 len);
void *memset(void *to, int byte, u64 len);
int memcmp(const void *a, const void *b, u64 len);
u64 strlen(const char *text);

void print(const char *text);
void print_number(u64 value);
void print_hex(const u8 *bytes, u64 len);

// Fresh zeroed memory from the machine's heap.
void *allocate(u64 len);

// Sends a hint to the host and waits for its acknowledgement.
void hint(const void *bytes, u32 len);
// Asks for the pre-image of a key and returns its length; preimage_read takes its bytes in order.
u64 preimage_open(const u8 key[32]);
void preimage_read(void *to, u64 len);
void local_key(u8 key[32], u64 ident);

// Starts a thread on a stack of its own (its highest address); returns its identifier.
u64 thread_start(void (*run)(void *), void *argument, void *stack_top);
void futex_wait(u32 *word, u32 expected);
void futex_wake(u32 *word);

void keccak256(const u8 *message, u64 len, u8 digest[32]);
void sha256(const u8 *message, u64 len, u8 digest[32]);

int main(void);

#endif
