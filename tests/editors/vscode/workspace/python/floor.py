"""What a floor costs."""


def area(width, height)
    return widht * height


def price(width, height):
    return math.ceil(area(width, height)) * 12.5


print(price(2.5, 4.2))
