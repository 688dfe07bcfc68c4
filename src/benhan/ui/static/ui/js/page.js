// The one script every page loads; each module looks for its own data attributes and does nothing without them.
import { startAutosave } from "./autosave.js";
import { startIdleLock } from "./idle-lock.js";
import { startKeyboard } from "./keyboard.js";
import { startPickers } from "./picker.js";
import { startSignaturePads } from "./signature-pad.js";
import { startSurface } from "./surface.js";
import { startTheme } from "./theme.js";
import { startTypedValues } from "./typing-dates.js";

startTheme();
startSurface();
startKeyboard();
startTypedValues();
startIdleLock();

function startParts(root) {
  startPickers(root);
  startSignaturePads(root);
  startAutosave(root);
}
startParts(document);
document.addEventListener("htmx:load", (event) => startParts(event.detail.elt));
