from django.apps import AppConfig


class GadgetConfig(AppConfig):
    name = "gadget"
    verbose_name = "Gadgets"
