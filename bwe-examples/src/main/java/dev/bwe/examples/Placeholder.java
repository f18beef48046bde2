package dev.bwe.examples; final class Placeholder { private Placeholder() {} }
