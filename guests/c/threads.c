// Threads that share a counter by load-linked and store-conditional, a lock made of a futex, and wait for
// each other.
#include "runtime.h"

enum { THREADS = 6, ROUNDS = 3000, STACK = 1 << 16 };

static u32 counter32, lock, finished;
static u64 counter64, guarded;

static void acquire(void) {
    u32 expected = 0;
    while (!__atomic_compare_exchange_n(&lock, &expected, 1, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
        futex_wait(&lock, 1);
        expected = 0;
    }
}

static void release(void) {
    __atomic_store_n(&lock, 0, __ATOMIC_RELEASE);
    futex_wake(&lock);
}

static void work(void *argument) {
    u64 mine = (u64)argument;
    for (u64 i = 0; i < ROUNDS; i++) {
        __atomic_fetch_add(&counter32, 1, __ATOMIC_SEQ_CST);
        __atomic_fetch_add(&counter64, mine, __ATOMIC_SEQ_CST);
        if (i % 50 == 0) {
            acquire();
            u64 before = guarded;
            syscall3(SYS_YIELD, 0, 0, 0);
            guarded = before + 1;
            release();
        }
    }
    __atomic_fetch_add(&finished, 1, __ATOMIC_SEQ_CST);
    futex_wake(&finished);
}

int main(void) {
    check(syscall3(SYS_GETTID, 0, 0, 0) == 0, "the first thread is 0");
    for (u64 i = 1; i <= THREADS; i++) {
        u8 *stack = allocate(STACK);
        check(thread_start(work, (void *)i, stack + STACK - 64) == i, "threads are numbered in order");
    }
    for (u32 seen; (seen = __atomic_load_n(&finished, __ATOMIC_SEQ_CST)) < THREADS;) {
        futex_wait(&finished, seen);
    }
    print_number(counter32);
    print(" ");
    print_number(counter64);
    print(" ");
    print_number(guarded);
    print("\n");
    return 0;
}
