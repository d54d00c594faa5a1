// Allocates far more than it keeps, so that the garbage collector must run, and checks what it kept.
package main

import (
	"fmt"
	"os"
	"runtime"
)

type node struct {
	value uint64
	next  *node
	bytes []byte
}

func main() {
	var kept *node
	sum := uint64(0)
	for i := uint64(0); i < 3000; i++ {
		bytes := make([]byte, 4096)
		bytes[i%4096] = byte(i)
		fresh := &node{value: i, bytes: bytes}
		if i%100 == 0 {
			fresh.next = kept
			kept = fresh
			sum += i
		}
	}
	runtime.GC()
	found, count := uint64(0), 0
	for n := kept; n != nil; n = n.next {
		if n.bytes[n.value%4096] != byte(n.value) {
			fmt.Println("a kept block changed:", n.value)
			os.Exit(1)
		}
		found += n.value
		count++
	}
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	fmt.Println(count, found == sum, stats.NumGC > 0)
}
