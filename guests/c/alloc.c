// Takes memory from the heap: a big table used sparsely, and a list; the heap only grows, and has an end.
#include "runtime.h"

int main(void) {
    u64 *table = allocate(1ul << 40);
    for (u64 i = 0; i < 64; i++) {
        check(table[i << 31] == 0, "fresh memory is not zero");
        table[i << 31] = i + 1;
    }
    u64 sum = 0;
    for (u64 i = 0; i < 64; i++) {
        sum += table[i << 31];
    }
    u8 *one = allocate(1), *two = allocate(1);
    check(two - one == 4096, "memory comes in pages");
    check(syscall3(SYS_MMAP, 0, 1ul << 47, 0) == -22, "more memory than there is");
    check((u8 *)allocate(1) - two == 4096, "a refused call moves nothing");
    check(syscall3(SYS_MMAP, 0x123000, 4096, 0) == 0x123000, "a hint is taken as it is");
    check(syscall3(SYS_BRK, 0, 0, 0) == 0x400000000000, "the break does not move");
    print_number(sum);
    print("\n");
    return 0;
}
