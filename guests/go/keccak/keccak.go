// Package keccak is Keccak-256 with the original padding, as Ethereum uses it.
package keccak

import (
	"encoding/binary"
	"math/bits"
)

const rate = 136

// Sum returns the digest of a message.
func Sum(message []byte) []byte {
	var state [25]uint64
	block := make([]byte, rate)
	for len(message) >= rate {
		absorb(&state, message[:rate])
		message = message[rate:]
	}
	copy(block, message)
	block[len(message)] ^= 0x01
	block[rate-1] ^= 0x80
	absorb(&state, block)
	digest := make([]byte, 32)
	for i := 0; i < 4; i++ {
		binary.LittleEndian.PutUint64(digest[8*i:], state[i])
	}
	return digest
}

func absorb(state *[25]uint64, block []byte) {
	for i := 0; i < rate/8; i++ {
		state[i] ^= binary.LittleEndian.Uint64(block[8*i:])
	}
	permute(state)
}

// permute applies the 24 rounds. Round constants come from the shift register of the definition.
func permute(a *[25]uint64) {
	lfsr := byte(1)
	for round := 0; round < 24; round++ {
		var c [5]uint64
		for x := 0; x < 5; x++ {
			c[x] = a[x] ^ a[x+5] ^ a[x+10] ^ a[x+15] ^ a[x+20]
		}
		for i := range a {
			a[i] ^= c[(i+4)%5] ^ bits.RotateLeft64(c[(i+1)%5], 1)
		}
		x, y, current := 1, 0, a[1]
		for t := 0; t < 24; t++ {
			x, y = y, (2*x+3*y)%5
			a[x+5*y], current = bits.RotateLeft64(current, (t+1)*(t+2)/2%64), a[x+5*y]
		}
		for row := 0; row < 25; row += 5 {
			var r [5]uint64
			copy(r[:], a[row:row+5])
			for x := 0; x < 5; x++ {
				a[row+x] = r[x] ^ (^r[(x+1)%5] & r[(x+2)%5])
			}
		}
		for j := 0; j < 7; j++ {
			if lfsr&1 != 0 {
				a[0] ^= 1 << ((1 << j) - 1)
			}
			lfsr = lfsr<<1 ^ (lfsr>>7)*0x71
		}
	}
}
