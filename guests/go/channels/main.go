// Goroutines and channels: a pipeline, a fan-out of workers, and a prime sieve of chained goroutines.
package main

import "fmt"

func generate(out chan<- int) {
	for i := 2; ; i++ {
		out <- i
	}
}

func filter(in <-chan int, out chan<- int, prime int) {
	for {
		if i := <-in; i%prime != 0 {
			out <- i
		}
	}
}

func main() {
	jobs, results := make(chan int, 4), make(chan int)
	for worker := 0; worker < 4; worker++ {
		go func() {
			for job := range jobs {
				results <- job * job
			}
		}()
	}
	go func() {
		for i := 1; i <= 50; i++ {
			jobs <- i
		}
		close(jobs)
	}()
	sum := 0
	for i := 0; i < 50; i++ {
		sum += <-results
	}
	fmt.Println("squares", sum)

	numbers := make(chan int)
	go generate(numbers)
	last := 0
	for i := 0; i < 10; i++ {
		last = <-numbers
		next := make(chan int)
		go filter(numbers, next, last)
		numbers = next
	}
	fmt.Println("prime", last)
}
