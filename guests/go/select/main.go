// Select: default, several ready channels, a timer, cancellation.
package main

import (
	"context"
	"fmt"
	"time"
)

func main() {
	empty := make(chan int)
	select {
	case <-empty:
		fmt.Println("impossible")
	default:
		fmt.Println("default")
	}
	a, b, quit := make(chan int), make(chan int), make(chan struct{})
	go func() {
		for i := 0; i < 30; i++ {
			select {
			case a <- 1:
			case b <- 100:
			}
		}
		close(quit)
	}()
	ones, hundreds := 0, 0
	for done := false; !done; {
		select {
		case v := <-a:
			ones += v
		case v := <-b:
			hundreds += v / 100
		case <-quit:
			done = true
		}
	}
	fmt.Println("received", ones+hundreds)
	select {
	case <-empty:
	case <-time.After(2 * time.Millisecond):
		fmt.Println("timeout")
	}
	ctx, cancel := context.WithCancel(context.Background())
	go cancel()
	<-ctx.Done()
	fmt.Println(ctx.Err())
}
