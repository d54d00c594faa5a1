// Readers and writers: a writer changes two numbers together, and no reader may see them differ.
package main

import (
	"fmt"
	"os"
	"runtime"
	"sync"
)

func main() {
	var lock sync.RWMutex
	var group sync.WaitGroup
	left, right, reads := 0, 0, make([]int, 4)
	for reader := range reads {
		group.Add(1)
		go func() {
			defer group.Done()
			for i := 0; i < 100; i++ {
				lock.RLock()
				if left != right {
					os.Stdout.WriteString("torn read\n")
					os.Exit(1)
				}
				reads[reader]++
				lock.RUnlock()
				runtime.Gosched()
			}
		}()
	}
	for writer := 0; writer < 2; writer++ {
		group.Add(1)
		go func() {
			defer group.Done()
			for i := 0; i < 50; i++ {
				lock.Lock()
				left++
				runtime.Gosched()
				right++
				lock.Unlock()
			}
		}()
	}
	group.Wait()
	fmt.Println(left, right, reads)
}
