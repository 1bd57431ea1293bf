// The layers panel: cells over the photo, waiting, and its sub-views.

import { listenToConv } from "./conv.js";
import { listenToField } from "./field.js";

export function listenToLayers() {
  listenToField();
  listenToConv();
}
