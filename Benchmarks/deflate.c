/* libdeflate alone: compresses a file in memory, one MiB a block, on all cores; prints the seconds that took. */
#include <libdeflate.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { BLOCK = 1 << 20, LEVEL = 6 };

static unsigned char *data;
static size_t size;
static atomic_size_t next_block;

static void *compress_blocks(void *unused) {
  struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(LEVEL);
  size_t bound = libdeflate_gzip_compress_bound(compressor, BLOCK);
  unsigned char *output = malloc(bound);
  for (size_t start; (start = atomic_fetch_add(&next_block, 1) * BLOCK) < size;)
    libdeflate_gzip_compress(compressor, data + start, size - start < BLOCK ? size - start : BLOCK, output, bound);
  free(output);
  libdeflate_free_compressor(compressor);
  return unused;
}

int main(int count, char **arguments) {
  FILE *file = count == 2 ? fopen(arguments[1], "rb") : NULL;
  if (!file || fseek(file, 0, SEEK_END)) return 1;
  size = (size_t)ftell(file);
  rewind(file);
  data = malloc(size);
  if (!data || fread(data, 1, size, file) != size) return 1;
  fclose(file);
  pthread_t threads[64];
  long cores = sysconf(_SC_NPROCESSORS_ONLN);
  if (cores > 64) cores = 64;
  struct timespec start, end;
  clock_gettime(CLOCK_MONOTONIC, &start);
  for (long i = 0; i < cores; i++) pthread_create(&threads[i], NULL, compress_blocks, NULL);
  for (long i = 0; i < cores; i++) pthread_join(threads[i], NULL);
  clock_gettime(CLOCK_MONOTONIC, &end);
  printf("%.3f\n", (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9);
  return 0;
}
