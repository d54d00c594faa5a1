// The clock counts steps, and random bytes follow from the step count.
#include "runtime.h"

int main(void) {
    u64 before[2], after[2], wall[2], random[2] = {0, 0};
    check(syscall3(SYS_CLOCK_GETTIME, 1, (u64)before, 0) == 0, "clock");
    for (volatile u32 i = 0; i < 1000; i++) {
    }
    check(syscall3(SYS_CLOCK_GETTIME, 1, (u64)after, 0) == 0, "clock");
    u64 passed = (after[0] - before[0]) * 1000000000 + after[1] - before[1];
    check(passed > 100000 && passed < 10000000 && passed % 100 == 0, "a step takes 100 nanoseconds");
    check(syscall3(SYS_CLOCK_GETTIME, 0, (u64)wall, 0) == 0 && wall[0] == 0 && wall[1] == 0, "wall clock");
    check(syscall3(SYS_CLOCK_GETTIME, 2, (u64)wall, 0) == -22, "another clock");
    check(syscall3(SYS_GETRANDOM, (u64)random, 16, 0) == 8 && random[0] != 0 && random[1] == 0, "random");
    check(syscall3(SYS_GETRANDOM, (u64)(random + 1) + 5, 8, 0) == 3 && random[1] < 1 << 24, "three bytes");
    check(syscall3(SYS_GETRANDOM, (u64)random, 0, 0) == 0, "no bytes");
    print("in step\n");
    return 0;
}
