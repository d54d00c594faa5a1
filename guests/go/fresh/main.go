// Fills memory, gives it back, and allocates again: what is new must be zero. A runtime that takes memory given
// back with madvise for zeroed, as a kernel leaves it, finds the old contents, since the machine's madvise does
// nothing. Prints how many words of new memory are not zero, and ends with code 1 if any is.
package main

import (
	"fmt"
	"os"
	"runtime/debug"
)

const (
	blocks = 8
	words  = 1 << 15
)

// allocate makes the blocks, counts what in them is not zero, and fills them.
func allocate() (stale int) {
	var all [blocks][]uint64
	for i := range all {
		all[i] = make([]uint64, words)
		for j, word := range all[i] {
			if word != 0 {
				stale++
			}
			all[i][j] = 0xa5a5a5a5a5a5a5a5
		}
	}
	return stale
}

func main() {
	stale := 0
	for i := 0; i < 3; i++ {
		stale += allocate()
		debug.FreeOSMemory()
	}
	fmt.Println(stale)
	if stale != 0 {
		os.Exit(1)
	}
}
