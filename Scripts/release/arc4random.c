// arc4random(3) for the glibc before 2.36 (Ubuntu 22.04): libstdc++'s random_device calls it where it was built with one
// that has it. Nothing in the program draws from that device.
#include <sys/random.h>

unsigned int arc4random(void) {
  unsigned int number;
  while (getrandom(&number, sizeof number, 0) != (ssize_t)sizeof number) continue;
  return number;
}
