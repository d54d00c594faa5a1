// SHA-256 of the standard library and a Keccak-256 written here, on messages of many lengths.
package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"guests/keccak"
)

func main() {
	fmt.Println(hex.EncodeToString(keccak.Sum([]byte("hello world"))))
	fmt.Printf("%x\n", sha256.Sum256([]byte("hello world")))
	// A hash of hashes of messages around the block sizes.
	message := make([]byte, 300)
	for i := range message {
		message[i] = byte(i * 7)
	}
	var all []byte
	for length := 0; length <= len(message); length += 17 {
		all = append(all, keccak.Sum(message[:length])...)
		digest := sha256.Sum256(message[:length])
		all = append(all, digest[:]...)
	}
	fmt.Println(hex.EncodeToString(keccak.Sum(all)))
}
