// Loaded before the C library, it makes the clock of a process wrong by SKEW_SECONDS. The monotonic clock,
// which measures durations, stays right, as on a machine whose clock is wrong.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

typedef int real_clock_gettime(clockid_t, struct timespec *);

static real_clock_gettime *real;
static long skew;

__attribute__((constructor)) static void begin(void) {
  const char *seconds = getenv("SKEW_SECONDS");
  skew = seconds ? atol(seconds) : 0;
  real = (real_clock_gettime *) dlsym(RTLD_NEXT, "clock_gettime");
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  // Another library may ask before this one has begun.
  if (!real) {
    begin();
  }
  int result = real(clock, time);
  if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE) {
    time->tv_sec += skew;
  }
  return result;
}

int gettimeofday(struct timeval *time, void *zone) {
  (void) zone;
  struct timespec now;
  int result = clock_gettime(CLOCK_REALTIME, &now);
  time->tv_sec = now.tv_sec;
  time->tv_usec = now.tv_nsec / 1000;
  return result;
}

time_t time(time_t *seconds) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (seconds) {
    *seconds = now.tv_sec;
  }
  return now.tv_sec;
}
