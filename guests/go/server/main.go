// A pre-image server that knows nothing of the Rust one: serves the claim's list over descriptors 3 (hints
// to read), 4 (acknowledgements to write), 5 (keys to read) and 6 (pre-images to write). Built for the host.
package main

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"os"

	"guests/keccak"
	"guests/oracleclient"
)

func main() {
	var list []byte
	for i := uint32(0); i < 100; i++ {
		list = binary.BigEndian.AppendUint32(list, i)
	}
	digest := sha256.Sum256(list)
	root, other := keccak.Sum(list), oracleclient.HashKey(oracleclient.Sha256, digest[:])
	known := map[[32]byte][]byte{
		oracleclient.LocalKey(1): root,
		oracleclient.LocalKey(2): other[:],
		oracleclient.LocalKey(3): binary.BigEndian.AppendUint64(nil, 4950),
		other:                    list,
	}
	go func() {
		// The list can only be had after the hint that announces it.
		in, out := os.NewFile(3, "hint-read"), os.NewFile(4, "hint-write")
		for {
			var prefix [4]byte
			if _, err := io.ReadFull(in, prefix[:]); err != nil {
				return
			}
			hint := make([]byte, binary.BigEndian.Uint32(prefix[:]))
			if _, err := io.ReadFull(in, hint); err != nil {
				return
			}
			fmt.Fprintf(os.Stderr, "hint of %d bytes\n", len(hint))
			known[oracleclient.HashKey(oracleclient.Keccak, root)] = list
			out.Write([]byte{0})
		}
	}()
	in, out := os.NewFile(5, "preimage-read"), os.NewFile(6, "preimage-write")
	for {
		var key [32]byte
		if _, err := io.ReadFull(in, key[:]); err != nil {
			return
		}
		data, found := known[key]
		if !found {
			fmt.Fprintf(os.Stderr, "no pre-image for %x\n", key)
			os.Exit(3)
		}
		out.Write(binary.BigEndian.AppendUint64(nil, uint64(len(data))))
		out.Write(data)
	}
}
