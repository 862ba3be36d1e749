export { registerAction } from "./chunks/scripts-BMHt9W_e.js";
