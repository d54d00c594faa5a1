//! The stack a program starts with, as Cannon's loader writes it.

use crate::memory::{MemoryError, PAGE_BYTES};
use crate::state::{State, register};

/// Where the stack pointer starts.
const STACK_POINTER: u64 = 0x7fff_ffff_f000;

/// Zeroes five pages around the stack pointer and writes argument count, argument pointers, environment
/// pointers and auxiliary vector there: one argument, one environment variable, page size and random bytes.
pub(crate) fn write(state: &mut State) -> Result<(), MemoryError> {
    let random = STACK_POINTER + 80;
    let environment = STACK_POINTER + 96;
    let argument = STACK_POINTER + 128;
    // argc, argv, 0, envp, 0, AT_PAGESZ 4096, AT_RANDOM, AT_NULL
    let words = [1, argument, 0, environment, 0, 6, 4096, 25, random, 0];
    let memory = &mut state.memory;
    memory.write_bytes(STACK_POINTER - 4 * PAGE_BYTES as u64, &[0; 5 * PAGE_BYTES])?;
    memory.write_bytes(STACK_POINTER, &words.map(u64::to_be_bytes).concat())?;
    memory.write_bytes(random, b"4;byfairdiceroll")?;
    memory.write_bytes(environment, b"GODEBUG=memprofilerate=0")?;
    memory.write_bytes(argument, b"op-program")?;
    for thread in state.threads.left.iter_mut() {
        thread.registers[register::SP] = STACK_POINTER;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_strings() {
        let mut state = State::start(0);
        write(&mut state).unwrap();
        assert_eq!(state.threads.left[0].registers[register::SP], STACK_POINTER);
        let memory = &state.memory;
        assert_eq!(memory.page_count(), 5);
        assert_eq!(memory.page_numbers()[0], (STACK_POINTER >> 12) - 4);
        assert_eq!(memory.read_word(STACK_POINTER), 1);
        let argument = memory.read_word(STACK_POINTER + 8);
        assert_eq!(memory.read_bytes(argument, 11), b"op-program\0");
        let environment = memory.read_word(STACK_POINTER + 24);
        assert_eq!(memory.read_bytes(environment, 25), b"GODEBUG=memprofilerate=0\0");
        assert_eq!(memory.read_bytes(memory.read_word(STACK_POINTER + 64), 16), b"4;byfairdiceroll");
        assert_eq!(memory.read_word(STACK_POINTER + 72), 0);
    }
}
