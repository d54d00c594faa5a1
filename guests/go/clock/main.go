// Time: the clock follows the step count, and sleeping ends.
package main

import (
	"fmt"
	"time"
)

func main() {
	start := time.Now()
	time.Sleep(3 * time.Millisecond)
	elapsed := time.Since(start)
	fmt.Println(elapsed >= 3*time.Millisecond, elapsed < 10*time.Second)
	ticker := time.NewTicker(time.Millisecond)
	for i := 0; i < 3; i++ {
		<-ticker.C
	}
	ticker.Stop()
	fmt.Println("ticked")
}
