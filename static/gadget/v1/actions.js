export { registerAction } from "./chunks/scripts-CvORBdgt.js";
