// Maps: growth, deletion, iteration, and the concurrent map of the sync package.
package main

import (
	"fmt"
	"sort"
	"strings"
	"sync"
)

func main() {
	squares := map[uint32]uint64{}
	for i := uint32(0); i < 2000; i++ {
		squares[i*2654435761] = uint64(i) * uint64(i)
	}
	for i := uint32(0); i < 2000; i += 2 {
		delete(squares, i*2654435761)
	}
	sum := uint64(0)
	for _, v := range squares {
		sum += v
	}
	fmt.Println(len(squares), sum)

	words := map[string]int{}
	for _, word := range strings.Fields("to be or not to be that is the question to be") {
		words[word]++
	}
	keys := make([]string, 0, len(words))
	for word := range words {
		keys = append(keys, word)
	}
	sort.Strings(keys)
	for _, word := range keys {
		fmt.Print(word, words[word], " ")
	}
	fmt.Println()

	var shared sync.Map
	var group sync.WaitGroup
	for i := 0; i < 4; i++ {
		group.Add(1)
		go func() {
			defer group.Done()
			for j := 0; j < 50; j++ {
				shared.LoadOrStore(j, i)
			}
		}()
	}
	group.Wait()
	count := 0
	shared.Range(func(_, _ any) bool { count++; return true })
	fmt.Println(count)
}
