// What one run with a baseline can show. Imports nothing of Node.
export const ONE_PAIR = 'this compares two networks, not two strategies';
