// Package oracleclient talks to the host: hints on descriptors 3 and 4, pre-images on 5 and 6.
package oracleclient

import (
	"encoding/binary"
	"io"
	"os"
)

var (
	hintRead      = os.NewFile(3, "hint-read")
	hintWrite     = os.NewFile(4, "hint-write")
	preimageRead  = os.NewFile(5, "preimage-read")
	preimageWrite = os.NewFile(6, "preimage-write")
)

// Key types: the first byte of a key.
const (
	Local  = 1
	Keccak = 2
	Sha256 = 4
)

// LocalKey is the key of a value given to this run.
func LocalKey(ident uint64) (key [32]byte) {
	key[0] = Local
	binary.BigEndian.PutUint64(key[24:], ident)
	return key
}

// HashKey is the key of a pre-image with this digest.
func HashKey(kind byte, digest []byte) (key [32]byte) {
	copy(key[:], digest)
	key[0] = kind
	return key
}

// Hint announces what will be asked for, and waits until the host has heard it.
func Hint(text string) {
	message := binary.BigEndian.AppendUint32(nil, uint32(len(text)))
	if _, err := hintWrite.Write(append(message, text...)); err != nil {
		panic(err)
	}
	var ack [1]byte
	if _, err := io.ReadFull(hintRead, ack[:]); err != nil {
		panic(err)
	}
}

// Get returns a pre-image.
func Get(key [32]byte) []byte {
	if _, err := writeAll(key[:]); err != nil {
		panic(err)
	}
	var prefix [8]byte
	if _, err := io.ReadFull(preimageRead, prefix[:]); err != nil {
		panic(err)
	}
	data := make([]byte, binary.BigEndian.Uint64(prefix[:]))
	if _, err := io.ReadFull(preimageRead, data); err != nil {
		panic(err)
	}
	return data
}

// writeAll writes in as many pieces as it takes: the machine takes at most 8 bytes at a time.
func writeAll(bytes []byte) (int, error) {
	for done := 0; done < len(bytes); {
		n, err := preimageWrite.Write(bytes[done:])
		if err != nil {
			return done, err
		}
		done += n
	}
	return len(bytes), nil
}
