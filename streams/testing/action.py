"""placeholder"""


class ActionContract: ...
