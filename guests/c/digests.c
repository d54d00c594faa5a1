// Keccak-256 and SHA-256 of messages of many lengths, printed as a hash of hashes.
#include "runtime.h"

int main(void) {
    u8 message[300], all[18 * 64], digest[32];
    for (u32 i = 0; i < sizeof message; i++) {
        message[i] = (u8)(i * 7);
    }
    keccak256((const u8 *)"hello world", 11, digest);
    print_hex(digest, 32);
    print("\n");
    sha256((const u8 *)"hello world", 11, digest);
    print_hex(digest, 32);
    print("\n");
    u64 at = 0;
    for (u64 len = 0; len <= sizeof message; len += 17, at += 64) {
        keccak256(message, len, all + at);
        sha256(message, len, all + at + 32);
    }
    keccak256(all, at, digest);
    print_hex(digest, 32);
    print("\n");
    return 0;
}
