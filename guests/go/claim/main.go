// Checks a claim as a fault-proof program does. Local value 1 is the Keccak-256 key of a list of 32-bit
// numbers, local value 2 the SHA-256 key of the same bytes, local value 3 the claimed sum. Exits with 0 if
// the claim holds, with 1 if it does not.
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"os"

	"guests/keccak"
	"guests/oracleclient"
)

func main() {
	root := oracleclient.Get(oracleclient.LocalKey(1))
	other := oracleclient.Get(oracleclient.LocalKey(2))
	claimed := binary.BigEndian.Uint64(oracleclient.Get(oracleclient.LocalKey(3)))
	oracleclient.Hint("list " + hex.EncodeToString(root))
	list := oracleclient.Get(oracleclient.HashKey(oracleclient.Keccak, root))
	if !bytes.Equal(oracleclient.Get(oracleclient.HashKey(oracleclient.Sha256, other)), list) {
		fmt.Println("the two keys lead to different lists")
		os.Exit(2)
	}
	digest := sha256.Sum256(list)
	if !bytes.Equal(keccak.Sum(list)[1:], root[1:]) || !bytes.Equal(digest[1:], other[1:]) {
		fmt.Println("the host lied")
		os.Exit(2)
	}
	sum := uint64(0)
	for ; len(list) >= 4; list = list[4:] {
		sum += uint64(binary.BigEndian.Uint32(list))
	}
	fmt.Println("sum", sum, "claimed", claimed)
	if sum != claimed {
		os.Exit(1)
	}
}
