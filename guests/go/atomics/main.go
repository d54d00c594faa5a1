// Atomic operations of every width, contended, with compare-and-swap loops; atomic.Value.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

func main() {
	var group sync.WaitGroup
	var small atomic.Int32
	var large atomic.Uint64
	var bits atomic.Uint32
	var maximum atomic.Int64
	var flag atomic.Bool
	var pointer atomic.Pointer[int]
	for i := 0; i < 8; i++ {
		group.Add(1)
		go func() {
			defer group.Done()
			for j := 0; j < 200; j++ {
				small.Add(-1)
				large.Add(1 << 33)
				bits.Or(1 << i)
				for {
					old := maximum.Load()
					if old >= int64(i*1000+j) || maximum.CompareAndSwap(old, int64(i*1000+j)) {
						break
					}
				}
			}
			flag.Swap(true)
			pointer.CompareAndSwap(nil, &i)
		}()
	}
	group.Wait()
	fmt.Println(small.Load(), large.Load(), bits.Load(), maximum.Load(), flag.Load(), pointer.Load() != nil)
	var value atomic.Value
	value.Store([]string{"a"})
	old := value.Swap([]string{"b", "c"}).([]string)
	fmt.Println(len(old), len(value.Load().([]string)))
}
