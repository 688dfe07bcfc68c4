// The one script every page loads; each module looks for its own data attributes and does nothing without them.
import { startAutosave } from "./autosave.js";
import { startFigures } from "./figure-pad.js";
import { startFillTables } from "./fill-rows.js";
import { startIdleLock } from "./idle-lock.js";
import { startKeyboard } from "./keyboard.js";
import { startPhrases } from "./phrases.js";
import { startPickLists } from "./pick-list.js";
import { startPickers } from "./picker.js";
import { startPresence } from "./presence.js";
import { startShownWhen } from "./shown-when.js";
import { startSignaturePads } from "./signature-pad.js";
import { startSurface } from "./surface.js";
import { startTheme } from "./theme.js";
import { startNowButtons, startTypedValues } from "./typing-dates.js";

startTheme();
startSurface();
startKeyboard();
startTypedValues();
startIdleLock();

function startParts(root) {
  startPickers(root);
  startSignaturePads(root);
  startFillTables(root);
  startFigures(root);
  startPhrases(root);
  startPickLists(root);
  startShownWhen(root);
  startNowButtons(root);
  startAutosave(root);
  startPresence(root);
}
startParts(document);
document.addEventListener("benhan:parts", (event) => startParts(event.detail));
document.addEventListener("htmx:load", (event) => startParts(event.detail.elt));
