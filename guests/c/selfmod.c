// Code that changes itself: a function is written into memory, run, changed and run again, also by a
// store that hits an instruction of the loop that is running.
#include "runtime.h"

static u32 code[4] __attribute__((aligned(8)));

int main(void) {
    u64 (*function)(void) = (u64(*)(void))code;
    u64 sum = 0;
    code[0] = 0x03e00008; // jr $ra
    for (u32 i = 1; i <= 100; i++) {
        code[1] = 0x34020000 | i; // ori $v0, $zero, i (in the delay slot)
        __asm__ volatile("" ::: "memory");
        sum += function();
    }
    // A byte store and an unaligned store change an instruction as well.
    *((u8 *)code + 7) = 200;
    __asm__ volatile("" ::: "memory");
    sum += function();
    u64 result;
    // The store replaces the addition after it by one of 7.
    __asm__ volatile(".set push\n"
                     ".set noreorder\n"
                     "move $8, $zero\n"
                     "lui $9, 0x6508\n"
                     "ori $9, $9, 7\n"
                     "bal 1f\n"
                     "nop\n"
                     "1: sw $9, 8($31)\n"
                     "nop\n"
                     "daddiu $8, $8, 1\n"
                     "move %0, $8\n"
                     ".set pop\n"
                     : "=r"(result)
                     :
                     : "$8", "$9", "$31", "memory");
    print_number(sum);
    print(" ");
    print_number(result);
    print("\n");
    return 0;
}
