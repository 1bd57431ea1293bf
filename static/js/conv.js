// The sub-view of one convolution, live.

export function listenToConv() {}
