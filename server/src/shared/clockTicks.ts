/** The unit of a process's start time in /proc/PID/stat: USER_HZ is 100 on every Linux that nginx runs on. */
export const TICKS_PER_SECOND = 100;
