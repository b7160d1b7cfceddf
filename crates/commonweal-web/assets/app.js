// NHS.UK frontend's behaviours: focus of the skip link and of the error summary. Every page works without them.
import { initAll } from "./vendor/nhsuk-frontend-10.6.1/nhsuk-frontend.min.js";

initAll();
