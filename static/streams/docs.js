// Shows the OpenAPI document of this server. Requests that readers try go to this server, with what they enter.
const page = document.getElementById("docs");
SwaggerUIBundle({ url: page.dataset.document, domNode: page, deepLinking: true, validatorUrl: null });
