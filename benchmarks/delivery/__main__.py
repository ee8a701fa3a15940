"""Delivery beside stock clients, in one run: python -m benchmarks.delivery [--messages 1500] [--write FILE].

Each contender's process imports this module again, and is to load no more than it serves with.
"""

if __name__ == "__main__":
    import asyncio

    from benchmarks.delivery.comparing import main

    asyncio.run(main())
