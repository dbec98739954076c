"""Order and durability: what gives events their place and sees to it that they are kept."""
