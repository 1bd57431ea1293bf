// The sub-view of receptive fields.

export function listenToField() {}
