// Keccak-256 (original padding) and SHA-256, for the guests.
#include "runtime.h"

static u64 rotate64(u64 v, u32 n) {
    return n ? v << n | v >> (64 - n) : v;
}

static void permute(u64 a[25]) {
    u8 lfsr = 1;
    for (int round = 0; round < 24; round++) {
        u64 c[5];
        for (int x = 0; x < 5; x++) {
            c[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
        }
        for (int i = 0; i < 25; i++) {
            a[i] ^= c[(i + 4) % 5] ^ rotate64(c[(i + 1) % 5], 1);
        }
        int x = 1, y = 0;
        u64 current = a[1];
        for (int t = 0; t < 24; t++) {
            int next = (2 * x + 3 * y) % 5;
            x = y;
            y = next;
            u64 swapped = a[x + 5 * y];
            a[x + 5 * y] = rotate64(current, (u32)((t + 1) * (t + 2) / 2 % 64));
            current = swapped;
        }
        for (int row = 0; row < 25; row += 5) {
            u64 r[5];
            memcpy(r, a + row, 40);
            for (int i = 0; i < 5; i++) {
                a[row + i] = r[i] ^ (~r[(i + 1) % 5] & r[(i + 2) % 5]);
            }
        }
        // Round constants from the shift register of the definition.
        for (int j = 0; j < 7; j++) {
            if (lfsr & 1) {
                a[0] ^= 1ul << ((1 << j) - 1);
            }
            lfsr = (u8)(lfsr << 1 ^ (lfsr >> 7) * 0x71);
        }
    }
}

void keccak256(const u8 *message, u64 len, u8 digest[32]) {
    enum { RATE = 136 };
    u64 state[25];
    memset(state, 0, sizeof state);
    for (u64 at = 0, last = 0; !last; at += RATE) {
        u8 block[RATE];
        u64 rest = len - at;
        last = rest < RATE;
        memset(block, 0, RATE);
        memcpy(block, message + at, last ? rest : RATE);
        if (last) {
            block[rest] ^= 0x01;
            block[RATE - 1] ^= 0x80;
        }
        for (int i = 0; i < RATE; i++) {
            state[i / 8] ^= (u64)block[i] << (8 * (i % 8));
        }
        permute(state);
    }
    for (int i = 0; i < 32; i++) {
        digest[i] = (u8)(state[i / 8] >> (8 * (i % 8)));
    }
}

static const u32 K[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static u32 rotate32(u32 v, u32 n) {
    return v >> n | v << (32 - n);
}

static void compress(u32 h[8], const u8 block[64]) {
    u32 w[64], s[8];
    memcpy(w, block, 64); // big-endian, as the machine is
    for (int i = 16; i < 64; i++) {
        u32 a = w[i - 15], b = w[i - 2];
        w[i] = w[i - 16] + (rotate32(a, 7) ^ rotate32(a, 18) ^ a >> 3) + w[i - 7] +
               (rotate32(b, 17) ^ rotate32(b, 19) ^ b >> 10);
    }
    memcpy(s, h, 32);
    for (int i = 0; i < 64; i++) {
        u32 one = s[7] + (rotate32(s[4], 6) ^ rotate32(s[4], 11) ^ rotate32(s[4], 25)) +
                  ((s[4] & s[5]) ^ (~s[4] & s[6])) + K[i] + w[i];
        u32 two = (rotate32(s[0], 2) ^ rotate32(s[0], 13) ^ rotate32(s[0], 22)) +
                  ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));
        for (int j = 7; j > 0; j--) {
            s[j] = s[j - 1];
        }
        s[4] += one;
        s[0] = one + two;
    }
    for (int i = 0; i < 8; i++) {
        h[i] += s[i];
    }
}

void sha256(const u8 *message, u64 len, u8 digest[32]) {
    u32 h[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    u8 block[64];
    u64 at = 0, bits = len * 8;
    for (; len - at >= 64; at += 64) {
        compress(h, message + at);
    }
    memset(block, 0, 64);
    memcpy(block, message + at, len - at);
    block[len - at] = 0x80;
    if (len - at >= 56) {
        compress(h, block);
        memset(block, 0, 64);
    }
    memcpy(block + 56, &bits, 8);
    compress(h, block);
    memcpy(digest, h, 32);
}
