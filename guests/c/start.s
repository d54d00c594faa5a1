# Entry point, system calls and threads: what C cannot say.
    .set noreorder
    .set noat
    .text

    .globl __start
    .ent __start
__start:
    daddiu $sp, $sp, -64
    jal main
    nop
    move $4, $2
    ori $2, $zero, 5205      # exit_group
    syscall
    .end __start

# long syscall3(long number, u64 a, u64 b, u64 c)
    .globl syscall3
    .ent syscall3
syscall3:
    move $2, $4
    move $4, $5
    move $5, $6
    move $6, $7
    syscall
    beqz $7, 1f              # $a3 is not zero on an error, and $v0 then its number
    nop
    dsubu $2, $zero, $2
1:  jr $ra
    nop
    .end syscall3

# u64 thread_start(void (*run)(void *), void *argument, void *stack_top)
    .globl thread_start
    .ent thread_start
thread_start:
    move $16, $4             # the child has copies of all registers but $sp, $v0, $a3
    move $17, $5
    move $5, $6
    lui $4, 5
    ori $4, $4, 0x0f00       # the only flags there are
    ori $2, $zero, 5055      # clone
    syscall
    beqz $2, 2f
    nop
    jr $ra
    nop
2:  move $4, $17
    move $25, $16
    jalr $25
    nop
    move $4, $zero
    ori $2, $zero, 5058      # exit
    syscall
    .end thread_start
