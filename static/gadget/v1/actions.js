export { registerAction } from "./chunks/scripts-COiHXCn7.js";
