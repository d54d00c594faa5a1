// Prints a line: the runtime starts, writes, and ends with code 0.
package main

import "os"

func main() {
	os.Stdout.WriteString("hello world!\n")
}
