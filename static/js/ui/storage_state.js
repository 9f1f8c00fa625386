// What is stored here is asked to be kept once there is something to lose.
export const askToKeep = (storage) => storage?.persist?.().catch(() => false);
