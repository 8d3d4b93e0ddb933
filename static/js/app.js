// Starts the small scripts that make pages quicker to use. Every page works without them.
import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  createAll,
} from "govuk-frontend";
import htmx from "htmx.org";
import { startAnswers } from "./answers.js";
import { startAtOnce } from "./at-once.js";
import { startBulkSelects } from "./bulk-select.js";
import { startCopyButtons } from "./copy.js";
import { startFreshTokens } from "./fresh-token.js";
import { startKeys } from "./keys.js";
import { keepOfflinePage, startOffline } from "./offline.js";
import { startPrintButtons } from "./print.js";
import { startScrollRegions } from "./scroll-region.js";
import { startSections } from "./sections.js";
import { startSignedOut } from "./signed-out.js";

// Nothing may write a style element or evaluate text: the content security policy forbids both.
htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
htmx.config.selfRequestsOnly = true;

const anywhere = [Button, CharacterCount, Checkboxes, PasswordInput, Radios];
const oncePerPage = [ErrorSummary, NotificationBanner, ServiceNavigation, SkipLink];

function start(scope) {
  for (const Component of anywhere) createAll(Component, undefined, scope);
  startBulkSelects(scope);
  startCopyButtons(scope);
  startKeys(scope);
  startPrintButtons(scope);
  startScrollRegions(scope);
}

for (const Component of oncePerPage) createAll(Component);
startAnswers();
startFreshTokens();
startOffline();
keepOfflinePage();
startSections();
startSignedOut();
start(document);
startAtOnce(document);
document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) start(event.detail.elt);
});
