package caisson.scripts;

/**
 * What a call to a contract gave.
 *
 * @param bytes its result, or the error it reverted with
 */
record Answer(boolean passed, byte[] bytes) {}
