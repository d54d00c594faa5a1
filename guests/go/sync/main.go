// The sync package: wait groups, mutexes, once, conditions, pools.
package main

import (
	"fmt"
	"runtime"
	"sync"
)

type queue struct {
	lock  sync.Mutex
	ready *sync.Cond
	items []int
}

func main() {
	var group sync.WaitGroup
	var lock sync.Mutex
	counter := 0
	for i := 0; i < 20; i++ {
		group.Add(1)
		go func() {
			defer group.Done()
			for j := 0; j < 50; j++ {
				lock.Lock()
				counter++
				lock.Unlock()
				if j%10 == 0 {
					runtime.Gosched()
				}
			}
		}()
	}
	group.Wait()
	fmt.Println("mutex", counter, lock.TryLock())

	var once sync.Once
	calls := 0
	for i := 0; i < 10; i++ {
		group.Add(1)
		go func() {
			defer group.Done()
			once.Do(func() { calls++ })
		}()
	}
	group.Wait()
	value := sync.OnceValue(func() int { calls++; return 7 })
	before := calls
	doubled := value() + value()
	fmt.Println("once", before, doubled, calls)

	q := &queue{}
	q.ready = sync.NewCond(&q.lock)
	total := 0
	for i := 0; i < 5; i++ {
		group.Add(1)
		go func() {
			defer group.Done()
			q.lock.Lock()
			defer q.lock.Unlock()
			for len(q.items) == 0 {
				q.ready.Wait()
			}
			total += q.items[0]
			q.items = q.items[1:]
		}()
	}
	for i := 1; i <= 5; i++ {
		q.lock.Lock()
		q.items = append(q.items, i)
		q.lock.Unlock()
		q.ready.Signal()
	}
	group.Wait()
	fmt.Println("cond", total)

	made := 0
	pool := sync.Pool{New: func() any { made++; return new([64]byte) }}
	for i := 0; i < 100; i++ {
		pool.Put(pool.Get())
	}
	fmt.Println("pool", made >= 1 && made <= 100)
}
