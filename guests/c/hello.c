// Prints a line and ends with code 0.
#include "runtime.h"

int main(void) {
    print("hello world!\n");
    return 0;
}
