export { registerAction } from "./chunks/scripts-w390BJu7.js";
